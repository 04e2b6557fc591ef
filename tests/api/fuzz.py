"""Asks a running demo city everything its OpenAPI document allows, and much it does not: no answer may be a failure of the server, of another
status, kind or shape than described, and what the document rules out must be refused. Afterwards the ledger must still verify.

QINGHUO_BINARY says what to run. The interpreter is that of an environment with schemathesis in it.
"""

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


def sign_in(address):
    """One click, as the demo city offers it; the key-project office, which may do the most, stands first."""
    page = urllib.request.urlopen(f"{address}/sign-in").read().decode()
    account = re.search(r'name="demo" value="(\d+)"', page).group(1)
    form = urllib.parse.urlencode({"demo": account}).encode()
    try:
        entered = urllib.request.build_opener(Stay).open(f"{address}/sign-in", form)
    except urllib.error.HTTPError as redirect:
        entered = redirect
    return re.search(r"qinghuo_session=[^;]+", str(entered.headers)).group()


def fuzz(address, directory):
    schemathesis = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [schemathesis, "--config-file", HERE / "schemathesis.toml", "run", f"{address}/api/v1/openapi.json"]
    command += ["--header", f"Cookie: {sign_in(address)}"]
    # What it remembers of a run stays where it ran.
    return subprocess.run(command, timeout=LONGEST_SECONDS, cwd=directory, check=False).returncode


def main():
    with tempfile.TemporaryDirectory(prefix="qinghuo-fuzz-") as directory:
        data, said = os.path.join(directory, "city"), pathlib.Path(directory, "said")
        subprocess.run(qinghuo(data, "demo", "--projects", "120"), check=True, stdout=subprocess.DEVNULL)
        with said.open("w") as log:
            server, address = serve(data, log)
            try:
                failed = fuzz(address, directory)
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
