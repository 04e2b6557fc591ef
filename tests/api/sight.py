"""What an answer must not hold: the name of a project that whoever asks may not see. `fuzz.py` says which those are."""

import json
import os
import pathlib

import schemathesis

HIDDEN = json.loads(pathlib.Path(os.environ["QINGHUO_HIDDEN"]).read_text())


@schemathesis.check
def nothing_out_of_sight(_context, response, _case):
    shown = [name for name in HIDDEN if name in response.text]
    assert not shown, f"out of sight, and shown: {shown}"
