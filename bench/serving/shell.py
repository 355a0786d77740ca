"""The functions of a file for python-shell: a line of JSON in for each call, and one out."""
import json
import runpy
import sys

functions = runpy.run_path(sys.argv[1])
for line in sys.stdin:
    name, *arguments = json.loads(line)
    print(json.dumps(functions[name](*arguments)), flush=True)
