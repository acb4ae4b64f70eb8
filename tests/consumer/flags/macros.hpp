#pragma once

// Included in front of everything: what the headers of others define, before the library sees it.

// The headers of the C and C++ libraries and of POSIX, whose macros are real.
#include <aio.h>
#include <arpa/inet.h>
#include <bits/stdc++.h>
#include <complex.h>
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <fenv.h>
#include <glob.h>
#include <grp.h>
#include <inttypes.h>
#include <langinfo.h>
#include <math.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <sched.h>
#include <search.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/param.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <syslog.h>
#include <termios.h>
#include <tgmath.h>
#include <unistd.h>
#include <utime.h>
#include <wchar.h>
#include <wctype.h>
#if __has_include(<sys/sysmacros.h>)
#include <sys/sysmacros.h>
#endif

// What the library itself includes: not everybody's headers stand what follows.
#include <png.h>
#include <zlib.h>

#include <Eigen/Core>
#include <nlohmann/json.hpp>

// As windows.h and what it includes define them.
#undef FAR
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define near
#define far
#define NEAR near
#define FAR far
#define small char
#define hyper long
#define interface struct
#define ERROR 0
#define NO_ERROR 0
#define IN
#define OUT
#define OPTIONAL
#define DELETE (0x00010000L)
#define THIS int* This
#define THIS_ int *This,
#define PURE = 0
#define CONST const
#define VOID void
#define TRUE 1
#define FALSE 0
#define STRICT 1
#define IGNORE 0
#define INFINITE 0xFFFFFFFF
#define ABSOLUTE 1
#define RELATIVE 2
#define TRANSPARENT 1
#define OPAQUE 2
#define DIFFERENCE 11
#define RGB(r, g, b) ((r) | (g) << 8 | (b) << 16)
#define Yield()
#define pascal
#define cdecl
#define CALLBACK
#define WINAPI
#define GetObject GetObjectW
#define GetMessage GetMessageW
#define SendMessage SendMessageW
#define LoadImage LoadImageW
#define CreateWindow CreateWindowW
#define DrawText DrawTextW
#define DeleteFile DeleteFileW
#define GetCurrentTime() 0
#define BOOL int
#define BYTE unsigned char
