# Sourced by bin/start and bin/test, from the project's folder: puts Bun on the PATH and the locked dependencies
# into node_modules. What is fetched stays in .cache; nothing is installed for the whole machine.

BUN_VERSION=1.4.5
CACHE=$PWD/.cache

fail() {
  echo "$1" >&2
  exit 1
}

# step "Doing something" command…: says what it does and how long it took; its output is kept for a failure.
step() {
  step_name=$1
  shift
  step_began=$(date +%s)
  printf '%s … ' "$step_name"
  if "$@" > "$CACHE/step.log" 2>&1; then
    echo "$(($(date +%s) - step_began)) s"
  else
    echo
    tail -n 20 "$CACHE/step.log" >&2
    fail "$step_name failed; the whole output is in $CACHE/step.log."
  fi
}

new_enough() {
  [ -x "$1" ] || return 1
  found=$("$1" --version 2>/dev/null) || return 1
  [ "$(printf '%s\n%s\n' "$BUN_VERSION" "${found%%-*}" | sort -V | head -n 1)" = "$BUN_VERSION" ]
}

bun_package() {
  case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) if grep -q avx2 /proc/cpuinfo; then echo bun-linux-x64; else echo bun-linux-x64-baseline; fi ;;
    Linux-aarch64) echo bun-linux-aarch64 ;;
    *) return 1 ;;
  esac
}

bun_checksum() {
  case "$1" in
    bun-linux-x64) echo 2165fd0442e8187014b4ca2791e49a35a6705f3464fa80f0e8c93e1c115777728760804d06c20646ea4c64f7203680db2692eeea00098c8a0854f66db75689d6 ;;
    bun-linux-x64-baseline) echo b3cc8cc187059e7ac0d7bf208e2d2065b904d965437a3fd38b5c7bef4a0f7e2871c91c5230d846862010357579dda0deada67192c76f295fd101d40109dd2a3c ;;
    bun-linux-aarch64) echo e015e6b122a78ceae5196a99578c7fa166bb015a11f81ea509775d3333805c1226dede747ac960f706faea09ad5b501a984435975083be69abbb2b0486a39632 ;;
  esac
}

# Bun's binary is itself an npm package; its installer is the way for machines without npm (unless a registry is
# named), and for those that the packages do not cover.
fetch_bun() {
  rm -rf "$CACHE/bun.new"
  mkdir -p "$CACHE/bun.new"
  if package=$(bun_package) && fetch_package "$package"; then
    tar -xzf "$CACHE/bun.new/bun.tgz" -C "$CACHE/bun.new" &&
      mkdir -p "$CACHE/bun/bin" &&
      mv -f "$CACHE/bun.new/package/bin/bun" "$CACHE/bun/bin/bun" &&
      chmod 755 "$CACHE/bun/bin/bun" &&
      rm -rf "$CACHE/bun.new"
  else
    curl -fsSL -o "$CACHE/bun.new/install.sh" https://bun.sh/install &&
      BUN_INSTALL=$CACHE/bun SHELL=/bin/sh bash "$CACHE/bun.new/install.sh" "bun-v$BUN_VERSION"
  fi
}

fetch_package() {
  if command -v npm > /dev/null; then
    (cd "$CACHE/bun.new" && npm_config_cache=$CACHE/npm npm pack --silent "@oven/$1@$BUN_VERSION" && mv ./*.tgz bun.tgz)
  else
    [ -n "${npm_config_registry:-}" ] &&
      curl -fsSL -o "$CACHE/bun.new/bun.tgz" "${npm_config_registry%/}/@oven/$1/-/$1-$BUN_VERSION.tgz"
  fi && echo "$(bun_checksum "$1")  $CACHE/bun.new/bun.tgz" | sha512sum --check --quiet -
}

find_bun() {
  for place in "$(command -v bun || true)" "$CACHE/bun/bin/bun"; do
    if new_enough "$place"; then
      BUN=$place
      return
    fi
  done
  step "Fetching Bun $BUN_VERSION" fetch_bun
  BUN=$CACHE/bun/bin/bun
  new_enough "$BUN" || fail "The Bun that was fetched to $BUN does not run on this machine."
}

install_dependencies() {
  if ! cmp -s bun.lock node_modules/.installed.lock; then
    step 'Installing dependencies' "$BUN" install --frozen-lockfile
    cp bun.lock node_modules/.installed.lock
  fi
}

mkdir -p "$CACHE" 2> /dev/null && [ -w "$CACHE" ] || fail "$PWD cannot be written to by this user; use a copy of Parley that is its own."
if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
  HOME=$CACHE/home
  export HOME
  mkdir -p "$HOME"
fi
find_bun
PATH=$(dirname "$BUN"):$PATH
export PATH
install_dependencies
