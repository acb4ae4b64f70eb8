# shellcheck shell=bash disable=SC2154 # root and cxx are set by lab
# What editors need to know, so that lab.hpp and Eigen are found and a mistake is underlined while it is typed: .clangd
# for clangd (any editor), .vscode/ for Visual Studio Code with either of its C++ extensions. They name this machine's
# folders, so git ignores them; each command writes them where they are missing or ours. A file whose first line does
# not say that it is ours is its owner's and stays.

mark="Written by ./lab; without this line it is yours, and stays as it is."

set_up_editor() {
  local eigen compiler
  eigen=$(header_folder eigen3/Eigen/Core || true)/eigen3
  compiler=$(command -v "$cxx")
  {
    clangd_file "$eigen" "$compiler" | write_ours .clangd "# $mark"
    settings_file "$compiler" | write_ours .vscode/settings.json "// $mark"
    properties_file "$eigen" "$compiler" | write_ours .vscode/c_cpp_properties.json "// $mark"
    tasks_file | write_ours .vscode/tasks.json "// $mark"
    extensions_file | write_ours .vscode/extensions.json "// $mark"
  } || say "the editor's files (.clangd, .vscode/) cannot be written; everything else works without them"
}

write_ours() { # file, first line; the rest comes from stdin
  local file=$root/$1 first='' text
  text=$(cat)
  text=$2$'\n'$text
  if [ -e "$file" ]; then
    IFS= read -r first <"$file" || true
    if [ "$first" != "$2" ] || [ "$(cat "$file")" = "$text" ]; then return; fi
  fi
  mkdir -p "$(dirname "$file")" && printf '%s\n' "$text" >"$file"
}

quoted() { # words, as one string of JSON or YAML
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

# Exercises are headers without a source: the first part makes them, and those of the library, C++20. What the judge warns
# of, the editor warns of; lint is for who works on the library.
clangd_file() { # Eigen's folder, compiler
  local folder name flags=-std=c++20
  for folder in include tools tools/worker tools/suites solutions/mistakes; do flags="$flags, $(quoted "-I$root/$folder")"; done
  # The build gives these their values; to read the sources it is enough that they are strings.
  for name in SFUMATO_ROOT_DIR LAB_ROOT LAB_BINARY_FOLDER LAB_COMPILER LAB_EIGEN_FOLDER; do
    flags="$flags, '-D$name=\"\"'"
  done
  cat <<END
CompileFlags:
  Compiler: $(quoted "$2")
  Add: [$flags, -isystem, $(quoted "$1")]
---
If:
  PathMatch: .*\.hpp
CompileFlags:
  Add: [-xc++]
---
If:
  PathMatch: (exercises|solutions)/.*\.hpp
CompileFlags:
  CompilationDatabase: None
  Add: [-Wall, -Wextra, -Wno-unused-parameter, -Wfloat-conversion]
Diagnostics:
  UnusedIncludes: None
  ClangTidy:
    Remove: ["*"]
END
}

settings_file() { # compiler
  cat <<END
{
  "clangd.arguments": [$(quoted "--query-driver=$1"), "--header-insertion=never"],
  "files.associations": {"*.hpp": "cpp"},
  "files.exclude": {"build": true}
}
END
}

properties_file() { # Eigen's folder, compiler
  cat <<END
{
  "version": 4,
  "configurations": [
    {
      "name": "lab",
      "compilerPath": $(quoted "$2"),
      "cppStandard": "c++20",
      "includePath": [$(quoted "$root/tools/worker"), $(quoted "$root/include"), $(quoted "$root/tools"), $(quoted "$1")]
    }
  ]
}
END
}

# Terminal > Run Task.
tasks_file() {
  cat <<'END'
{
  "version": "2.0.0",
  "tasks": [
    {
      "label": "lab: watch (test at every save)",
      "type": "shell",
      "command": "./lab watch",
      "group": {"kind": "build", "isDefault": true},
      "presentation": {"panel": "dedicated", "reveal": "always"},
      "problemMatcher": []
    },
    {
      "label": "lab: test all exercises",
      "type": "shell",
      "command": "./lab test",
      "group": {"kind": "test", "isDefault": true},
      "presentation": {"panel": "shared", "reveal": "always"},
      "problemMatcher": []
    },
    {
      "label": "lab: the map",
      "type": "shell",
      "command": "./lab",
      "presentation": {"panel": "shared", "reveal": "always"},
      "problemMatcher": []
    }
  ]
}
END
}

extensions_file() {
  cat <<'END'
{
  "recommendations": ["llvm-vs-code-extensions.vscode-clangd"]
}
END
}
