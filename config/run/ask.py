"""Asks an address of this site, from inside: `python -m config.run.ask URL`. Exit 0 for 200, else 1 with the answer."""

import http.client
import sys
from urllib.parse import urlsplit


def main(address: str) -> int:
    url = urlsplit(address)
    connection = http.client.HTTPConnection(url.hostname or "localhost", url.port or 80, timeout=15)
    try:
        connection.request("GET", url.path, headers={"Host": "localhost"})
        response = connection.getresponse()
        print(response.read(2000).decode(errors="replace"))
    except (OSError, http.client.HTTPException) as fault:
        print(f"{address} does not answer: {fault}")
        return 1
    return 0 if response.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
