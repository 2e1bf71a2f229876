#!/bin/bash
# Builds once, runs every test project, and ends with the line "N passed, N failed, N skipped".
# Exit code: 0 only if the build succeeded, something ran and nothing failed.
#   tests/run.sh                 everything
#   tests/run.sh Protocol Hub    only these projects (tests/SiteHub.<name>.Tests)
#   tests/run.sh Delivery --filter GroupCommit   only tests whose name contains that
#   tests/run.sh --list          says which test classes there are, and runs none
#   tests/run.sh --soak          instead what takes long: many kills, many documents, many scripts (tests with the trait Run=Soak)
set -u
cd "$(dirname "$0")/.."

# What tests call that is no NuGet package. Only root can install it; without it those tests are skipped and say so.
needed=()
command -v docker-compose >/dev/null || docker compose version >/dev/null 2>&1 || needed+=(docker-compose)
command -v node >/dev/null || needed+=(nodejs)
command -v npm >/dev/null || needed+=(npm)
command -v chromium >/dev/null || needed+=(chromium)
if [ ${#needed[@]} -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${needed[*]} ..."
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${needed[@]}"; } >/dev/null ||
      echo "Could not install ${needed[*]}; the tests that need it are skipped."
  else
    echo "Not installed: ${needed[*]}. The tests that need it are skipped; install it to run them."
  fi
fi

# What others wrote to check us with; its lock file says which and with what content.
if command -v npm >/dev/null; then
  echo "Installing the packages of tests/npm ..."
  npm ci --silent --prefix tests/npm >/dev/null || echo "Could not install the packages of tests/npm; the tests that need them are skipped."
fi

command -v dotnet >/dev/null || { echo "The .NET SDK is not installed; see https://dot.net and global.json for the version."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }

which=(-trait- Run=Soak)
list=no filter=() projects=()
while [ $# -gt 0 ]; do
  case "$1" in
    --soak) which=(-trait Run=Soak) ;;
    --list) list=yes ;;
    --filter)
      [ -n "${2:-}" ] || { echo "--filter needs a part of a test's name."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
      filter=(-method "*$2*")
      shift
      ;;
    *)
      [ -d "tests/SiteHub.$1.Tests" ] || { echo "There is no tests/SiteHub.$1.Tests."; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
      projects+=("tests/SiteHub.$1.Tests")
      ;;
  esac
  shift
done
[ ${#projects[@]} -gt 0 ] || projects=(tests/*.Tests)
which+=("${filter[@]}")

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# The tests and the roles that they start live for seconds: what makes compiled code better over hours, and each of its pages mapped twice, only costs here.
export DOTNET_TieredPGO=0 DOTNET_EnableWriteXorExecute=0
echo "Building ..."
if ! dotnet build SiteHub.sln -c Release -v q -nologo; then
  echo "The build failed; no test was run."
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi

if [ "$list" = yes ]; then
  for project in "${projects[@]}"; do
    "$project/bin/Release/net10.0/$(basename "$project")" -noLogo -noColor -list classes
  done
  exit
fi

# A role's start is mostly compiling, so the processes that tests start are compiled ahead of time, once: a copy of the build, over which lies the
# compiled form of the same files. What others wrote is compiled anew only if one of its files is another. Without it the tests run what was built.
if [[ " ${projects[*]} " == *EndToEnd* ]]; then
  echo "Compiling sitehub ahead of time ..."
  built=src/SiteHub.Cli/bin/Release/net10.0 ready=artifacts/ready overlay=artifacts/overlay
  others=$(find "$built" -maxdepth 1 -name '*.dll' ! -iname 'sitehub*' -exec sha256sum {} + | sort; dotnet --version)
  [ "$others" = "$(cat artifacts/others 2>/dev/null)" ] || rm -rf "$overlay" tests/ReadyToRun/obj
  if dotnet publish tests/ReadyToRun -c Release -o "$overlay" -v q -nologo; then
    echo "$others" >artifacts/others
    rm -rf "$ready"
    cp -r "$built" "$ready" && cp "$overlay"/*.dll "$ready"/ && rm -f "$ready"/ReadyToRun.dll
    export SITEHUB_TESTS_PROGRAM="$PWD/$ready"
  else
    echo "It could not be compiled ahead of time; the tests run it as it was built, and take longer."
  fi
fi

reports=$(mktemp -d)
trap 'rm -rf "$reports"' EXIT
passed=0 failed=0 skipped=0 broken=() failures=""
for project in "${projects[@]}"; do
  name=$(basename "$project")
  report="$reports/$name.xml"
  echo
  echo "== $name"
  began=$SECONDS
  "$project/bin/Release/net10.0/$name" -noLogo -noColor "${which[@]}" -result-xml "$report" | tee "$reports/$name.txt"
  code=${PIPESTATUS[0]}
  echo "$name took $((SECONDS - began)) s."
  # The summary line of the report, not the runner's words: <assembly … total="9" passed="9" failed="0" skipped="0" errors="0">
  assembly=$(grep -o '<assembly [^>]*>' "$report" 2>/dev/null | head -1)
  if [ -z "$assembly" ]; then
    echo "$name ended with code $code and no report: it crashed."
    broken+=("$name")
    failed=$((failed + 1))
    continue
  fi
  count() { grep -o " $1=\"[0-9]*\"" <<<"$assembly" | head -1 | tr -dc 0-9; }
  p=$(count passed) f=$(count failed) s=$(count skipped) e=$(count errors)
  passed=$((passed + ${p:-0})) skipped=$((skipped + ${s:-0}))
  bad=$((${f:-0} + ${e:-0}))
  # A runner that fails after its last test (a crash at the end) must not look like success.
  [ "$bad" -eq 0 ] && [ "$code" -ne 0 ] && [ "${p:-0}" -gt 0 ] && bad=1
  failed=$((failed + bad))
  [ "$bad" -gt 0 ] && broken+=("$name")
  [ "$bad" -gt 0 ] && failures+="$(grep -F -A 12 '[FAIL]' "$reports/$name.txt" | head -60)"$'\n'
done

echo
# Said again at the end: what failed has long scrolled by.
[ -n "$failures" ] && echo "$failures"
[ ${#broken[@]} -gt 0 ] && echo "Failures in: ${broken[*]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
