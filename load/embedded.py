"""Serves an application as the embedded default does:  python -m load.embedded PORT"""

import sys

from cs2survey.web_server import WebServer

if __name__ == "__main__":
    from load.wsgi import application

    WebServer(int(sys.argv[1]), application).run()
