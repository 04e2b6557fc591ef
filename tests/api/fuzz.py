"""Asks a running demo city everything its OpenAPI document allows, and much it does not: no answer may be a failure of the server, of another
status, kind or shape than described, and what the document rules out must be refused. Posts that see less ask too, and no answer may name what
they do not see. Afterwards the ledger must still verify.

QINGHUO_BINARY says what to run. The interpreter is that of an environment with schemathesis in it.
"""

import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
BINARY = os.path.abspath(os.environ.get("QINGHUO_BINARY", "target/debug/qinghuo"))
# Three times what it takes on two cores with a debug build; a run that hangs is a failure too.
LONGEST_SECONDS = 240
# By the button of the demo city's sign-in page: who may do the most, then those who see a district, a unit, no restricted project.
OFFICE, CLERK, FILLER, PUBLIC = "重点项目办", "区县经办", "企业填报员", "公众查询"


def qinghuo(data, *arguments):
    return [BINARY, "--data", data, "--actor", "fuzz", "--lang", "en", *arguments]


def serve(data, log):
    server = subprocess.Popen(qinghuo(data, "serve", "--listen", "127.0.0.1:0", "--requests-a-second", "0"), stdout=subprocess.PIPE, stderr=log, text=True)
    found = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())
    if found is None:
        server.kill()
        sys.exit("the server did not say where it listens")
    return server, found.group()


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def sign_in(address, role):
    """One click, as the demo city offers it."""
    asked = urllib.request.Request(f"{address}/sign-in", headers={"Accept-Language": "zh"})
    page = urllib.request.urlopen(asked).read().decode()
    account = re.search(rf'name="demo" value="(\d+)"><b>[^<]*{role}<', page).group(1)
    form = urllib.parse.urlencode({"demo": account}).encode()
    try:
        entered = urllib.request.build_opener(Stay).open(f"{address}/sign-in", form)
    except urllib.error.HTTPError as redirect:
        entered = redirect
    return re.search(r"qinghuo_session=[^;]+", str(entered.headers)).group()


def names(address, session):
    """Of every project somebody sees."""
    asked = urllib.request.Request(f"{address}/api/v1/projects?per_page=1000", headers={"Cookie": session})
    return {project["name"] for project in json.load(urllib.request.urlopen(asked))["projects"]}


def fuzz(address, directory, role):
    session = sign_in(address, role)
    hidden = names(address, sign_in(address, OFFICE)) - names(address, session)
    if bool(hidden) == (role == OFFICE):
        sys.exit(f"{role} does not see what it is asked for: {len(hidden)} projects are out of sight")
    out_of_sight = pathlib.Path(directory, "hidden.json")
    out_of_sight.write_text(json.dumps(sorted(hidden)))
    env = {**os.environ, "QINGHUO_HIDDEN": str(out_of_sight), "SCHEMATHESIS_HOOKS": "sight", "PYTHONPATH": str(HERE)}
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [schemathesis, "--config-file", HERE / "schemathesis.toml", "run", f"{address}/api/v1/openapi.json"]
    command += ["--header", f"Cookie: {session}"]
    if role != OFFICE:
        # What is not theirs to do is refused, as it must be; here it is about what they are shown.
        command += ["--exclude-checks", "positive_data_acceptance", "--phases", "examples,fuzzing", "--max-examples", "12"]
    print(f"── {role}: {len(hidden)} projects out of sight", flush=True)
    # What it remembers of a run stays where it ran.
    return subprocess.run(command, timeout=LONGEST_SECONDS, cwd=directory, env=env, check=False).returncode


def main():
    with tempfile.TemporaryDirectory(prefix="qinghuo-fuzz-") as directory:
        data, said = os.path.join(directory, "city"), pathlib.Path(directory, "said")
        subprocess.run(qinghuo(data, "demo", "--projects", "120"), check=True, stdout=subprocess.DEVNULL)
        with said.open("w") as log:
            server, address = serve(data, log)
            try:
                failed = max(fuzz(address, directory, role) for role in (OFFICE, CLERK, FILLER, PUBLIC))
                has_ended = server.poll() is not None
            finally:
                server.send_signal(signal.SIGTERM)
                server.wait()
        if has_ended or "panicked" in said.read_text():
            print(said.read_text(), file=sys.stderr)
            sys.exit("the server fell over")
        subprocess.run(qinghuo(data, "audit"), check=True, stdout=subprocess.DEVNULL)
        sys.exit(failed)


if __name__ == "__main__":
    main()
