# shellcheck shell=bash
# Sourced: which Python runs the emulated AWS, and asks it.

lab_requirements=${BASH_SOURCE[0]%/*}/requirements.txt

# lab_has_moto PYTHON: whether it has moto in the pinned version.
lab_has_moto() {
  local version
  version=$(sed -n 's/^moto.*==//p' "$lab_requirements")
  "$1" -c 'import sys, importlib.metadata as m, flask, boto3; sys.exit(m.version("moto") != sys.argv[1])' \
    "$version" 2>/dev/null
}

# lab_python DIRECTORY: prints the Python, after it made one in the directory if it must.
lab_python() {
  if lab_has_moto python3; then
    python3 -c 'import sys; print(sys.executable)'
    return
  fi
  if ! lab_has_moto "$1/python/bin/python"; then
    {
      python3 -m venv "$1/python" &&
        "$1/python/bin/python" -m pip install --quiet --requirement "$lab_requirements"
    } >&2 || {
      echo "the emulated AWS needs $(grep '^moto' "$lab_requirements"), and pip could not install it" >&2
      return 3
    }
  fi
  printf '%s\n' "$1/python/bin/python"
}
