#!/usr/bin/env bash
# Prints, as Markdown, how often stationary windows raise a false alarm and how often shifted ones are found, in percent of the
# windows, by number of features, rows and kind of data. Takes some minutes; the same seed gives the same tables.
set -euo pipefail
cd "$(dirname "$0")/.."
table=$(mktemp)
trap 'rm -f "$table"' EXIT
MLOPS_DRIFT_SIMULATION="$table" dotnet test tests/Monitoring.Tests -c Release --filter "FullyQualifiedName~SimulationTable" >&2
cat "$table"
