#!/usr/bin/env bash
# One command for everything: ./build.sh run, test, bench, clean; without one it says what there is. The tasks are in
# build.cake.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

if ! command -v dotnet > /dev/null; then
    echo "The .NET 10 SDK is not installed: see https://dotnet.microsoft.com/download" >&2
    exit 1
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# The tools are fetched and build.cake is compiled anew only when they have changed.
cake() {
    cd "$root"
    local fetched=artifacts/tools-fetched
    if [ ! "$fetched" -nt .config/dotnet-tools.json ]; then
        dotnet tool restore --verbosity quiet > /dev/null
        mkdir -p artifacts
        touch "$fetched"
    fi
    CAKE_PATHS_CACHE=artifacts/cake CAKE_SETTINGS_ENABLESCRIPTCACHE=true dotnet cake --verbosity=quiet --target="$@"
}

task=${1:-help}
shift || true
[ "${1:-}" != "--" ] || shift
# ./build.sh test X is short for --filter=X; what is made anew is named likewise.
if [ "$task" = test ] && [ -n "${1:-}" ] && [ "${1#-}" = "$1" ]; then
    set -- "--filter=$1" "${@:2}"
elif [ "$task" = new-module ]; then
    set -- "--module=${1:-?}" "${@:2}"
elif [ "$task" = new-slice ]; then
    set -- "--module=${1:-?}" "--slice=${2:-?}" "${@:3}"
fi

if [ "$task" != run ]; then
    cake "$task" "$@"
else
    # What the host says is all there is on standard output.
    (cake run >&2)

    # The host takes this process's place. A script's background jobs ignore SIGINT; it shall stop by it wherever it was
    # started.
    export Data__Folder=${Data__Folder:-$root/.data}
    # From the sources one looks at it, with the demo; what is deployed is in production unless it is told otherwise.
    export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
    exec env --default-signal=INT dotnet "$root/src/Host/bin/Release/net10.0/Kapprum.Host.dll" "$@"
fi
