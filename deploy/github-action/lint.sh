#!/bin/sh
# What the action runs: its inputs come as variables, because a value that became part of this script could become a command.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
summary=$(mktemp)
trap 'rm -f "$summary"' EXIT

set -- --fail-on "$PLIMSOLL_FAIL_ON" --lang "$PLIMSOLL_LANG" -o github -o "sarif=$PLIMSOLL_SARIF" -o "markdown=$summary"
if [ -n "$PLIMSOLL_CONFIG" ]; then set -- "$@" --config "$PLIMSOLL_CONFIG"; fi
if [ -n "$PLIMSOLL_BASELINE" ]; then set -- "$@" --baseline "$PLIMSOLL_BASELINE"; fi
# Names separated by blanks, as the inputs say; none of them is a pattern.
set -f
for chart in $PLIMSOLL_HELM_CHARTS; do set -- "$@" "--helm-chart=$chart"; done
for file in $PLIMSOLL_VALUES; do set -- "$@" "--values=$file"; done
# Whatever starts like a flag is a path all the same.
set -- "$@" --
for path in $PLIMSOLL_PATHS; do set -- "$@" "$path"; done

code=0
"$root/bin/plimsoll" lint "$@" || code=$?
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$summary" >>"$GITHUB_STEP_SUMMARY"; fi
exit "$code"
