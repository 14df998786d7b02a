#!/bin/sh
# run.sh -- tests of the commands in dev/.
cd "$(dirname "$0")" || exit 1
sh layers.sh
layers=$?
sh instance.sh && exit $layers
