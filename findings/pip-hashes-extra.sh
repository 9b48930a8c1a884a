#!/bin/sh
# pip 23.2.1 (the one in Python 3.11.5 to 3.11.7) refuses a complete lock with hashes on the day a pinned package has a newer release.
#
# Expected: with --require-hashes and every package pinned, what is published later can't matter.
# Seen: pytest-cov asks for coverage[toml]; the lock pins coverage without the extra, as `uv pip compile` and `pip-compile
#   --strip-extras` write it. pip 23.2.1 takes coverage[toml] for a requirement of its own, looks at the newest release, and
#   ends with "all requirements must have their versions pinned with ==". pip 25.3 installs the very same file. Before the newer
#   release existed the old pip took it too, so an unchanged commit begins to fail.
# What follows for us: a lock is complete, so it is installed with --no-deps, and `pip check` looks afterwards.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
pip() { venv/bin/python -m pip --disable-pip-version-check "$@" 2>&1 | grep -v '^WARNING: Location' || true; }

pip install --quiet pip==25.3
# The packages themselves, of versions that have a newer release, and the lock that is written from their files.
pip download --quiet --no-deps --only-binary :all: --platform any --dest files \
  coverage==7.10.6 pytest-cov==7.1.0 pytest==9.0.2 pluggy==1.6.0 iniconfig==2.3.0 packaging==25.0 pygments==2.19.2
for file in files/*.whl; do
  name=$(basename "$file"); version=${name#*-}
  echo "${name%%-*}==${version%%-*} --hash=sha256:$(sha256sum "$file" | cut -d' ' -f1)"
done > lock.txt
cat lock.txt | cut -c1-60

for version in 23.2.1 25.3; do
  python3 -m venv --clear venv
  pip install --quiet "pip==$version"
  pip install --dry-run --require-hashes -r lock.txt > "$version.log"
  echo "pip $version: $(grep -c 'must have their versions pinned' "$version.log" || true) refusal"
done
grep -q 'must have their versions pinned' 23.2.1.log
grep -q '^Would install' 25.3.log
python3 -m venv --clear venv
pip install --quiet pip==23.2.1
pip install --dry-run --no-deps --require-hashes -r lock.txt | grep -q '^Would install' && echo "As described; --no-deps helps."
