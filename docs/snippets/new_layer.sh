cp -r "$(python -c 'import equipoise, pathlib; print(pathlib.Path(equipoise.__file__).parent)')" equipoise
git apply new_layer.diff
export PYTHONPATH="$PWD"
python -m equipoise state KAZ --sheet layers | grep -A 2 "Common land border"
python -m equipoise state KAZ --format csv --sheet layers | grep "^border,RUS" | cut -d , -f 1-8
python -m equipoise state KAZ --json | grep -A 4 '"layer": "border"' | head -n 5
python -m equipoise brief KAZ --out brief.html > answer.txt
grep -o "Common land border (km): Russia [^;]*; China [^;]*" brief.html | head -n 1
