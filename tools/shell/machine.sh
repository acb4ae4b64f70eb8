# shellcheck shell=bash disable=SC2154 # root and build are set by lab
# What the machine is: system, processor, memory, disk.

system_name() {
  local name=''
  if [ -r /etc/os-release ]; then name=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release); fi
  if command -v sw_vers >/dev/null; then name="macOS $(sw_vers -productVersion)"; fi
  if [ -n "${WSL_DISTRO_NAME:-}" ]; then name="$name in WSL"; fi
  echo "${name:-$(uname -s)}, $(uname -m)"
}

core_count() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1; }

# Megabytes; nothing where that cannot be told.
free_memory() { awk '$1 == "MemAvailable:" { print int($2 / 1000) }' /proc/meminfo 2>/dev/null || true; }

all_memory() {
  if [ -r /proc/meminfo ]; then awk '$1 == "MemTotal:" { print int($2 / 1000) }' /proc/meminfo
  elif command -v sysctl >/dev/null; then sysctl -n hw.memsize 2>/dev/null | awk '{ print int($1 / 1000000) }'; fi
}

# Megabytes that are free where a folder lies.
free_disk() {
  if command -v df >/dev/null; then df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print int($4 / 1000) }'; fi
}

# As many compilers at once as there are cores, and memory for 1.5 GB each.
jobs() {
  local cores memory
  cores=$(core_count)
  memory=$(free_memory)
  if [ -n "$memory" ] && [ $((memory / 1500)) -lt "$cores" ]; then cores=$((memory / 1500)); fi
  if [ "$cores" -lt 1 ]; then cores=1; fi
  echo "$cores"
}

# The widest vectors that this processor offers.
instruction_set() {
  local flags
  case $(uname -m) in
    arm64 | aarch64) echo NEON && return ;;
  esac
  if [ -r /proc/cpuinfo ]; then
    flags=$(grep -m 1 '^flags' /proc/cpuinfo || true)
  elif command -v sysctl >/dev/null; then
    flags=$(sysctl -n machdep.cpu.features machdep.cpu.leaf7_features 2>/dev/null | tr '[:upper:]\n' '[:lower:] ' || true)
  else
    echo "instruction set unknown" && return
  fi
  case " $flags " in
    *" avx512f "*) echo AVX-512 ;;
    *" avx2 "*) echo AVX2 ;;
    *" avx "* | *" avx1.0 "*) echo "AVX, no AVX2" ;;
    *) echo "no AVX2" ;;
  esac
}

gigabytes() { awk -v megabytes="$1" 'BEGIN { printf "%.1f GB", megabytes / 1000 }'; }

diagnose_machine() {
  local all free disk
  row ok processor "$(core_count) $(if [ "$(core_count)" = 1 ]; then echo core; else echo cores; fi), $(instruction_set)"

  all=$(all_memory) free=$(free_memory)
  if [ -z "$all" ]; then row - memory "cannot be told"
  elif [ -n "$free" ] && [ "$free" -lt 1500 ]; then
    row - memory "$(gigabytes "$free") free of $(gigabytes "$all")" "close other programs: a compiler wants 1.5 GB"
  else row ok memory "$(if [ -n "$free" ]; then echo "$(gigabytes "$free") free of "; fi)$(gigabytes "$all")"; fi

  disk=$(free_disk "$root")
  if [ -z "$disk" ]; then row - disk "cannot be told"
  elif [ "$disk" -lt "$disk_needed" ] && [ ! -x "$build/lab/lab-cli" ]; then
    row "too little" disk "$(gigabytes "$disk") free, $(gigabytes $disk_needed) needed" "make room, or move this folder to another disk"
  else row ok disk "$(gigabytes "$disk") free"; fi
}
disk_needed=1000  # a built lab takes 0.8 GB
