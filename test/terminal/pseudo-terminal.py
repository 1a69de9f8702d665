"""Runs a program in a terminal of its own and passes on, byte by byte, what it writes there.

    python3 pseudo-terminal.py COLUMNS ROWS PROGRAM ARGUMENTS...

What is to happen comes in lines: `type HEX` presses keys, `resize COLUMNS ROWS` drags the window's corner, `hangup` closes
the window. The exit code is the program's, or 128 and the signal that ended it.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

# Who has ended has written all; but what stands between it and the terminal, as Wine's console does, may still be writing.
AFTERWARDS = 5


def set_size(terminal, columns, rows):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def start(columns, rows, command):
    """The size is there before the program is."""
    process, terminal = pty.fork()
    if process != 0:
        return process, terminal
    set_size(0, columns, rows)
    try:
        os.execvp(command[0], command)
    finally:
        os._exit(127)


def obey(line, terminal):
    """True where the window was closed."""
    word, *arguments = line.split()
    if word == "type":
        os.write(terminal, bytes.fromhex(arguments[0]))
    elif word == "resize":
        set_size(terminal, int(arguments[0]), int(arguments[1]))
    elif word == "hangup":
        os.close(terminal)
        return True
    return False


def pass_on(terminal):
    """False at the end: Linux says that with an error."""
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        return False
    os.write(1, piece)
    return piece != b""


def run(process, terminal):
    """The wait status of the program."""
    ended, wake = os.pipe2(os.O_NONBLOCK)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    status, deadline, orders = None, None, b""
    sources = [terminal, ended, 0]
    while True:
        if status is None:
            done, found = os.waitpid(process, os.WNOHANG)
            if done != 0:
                status, deadline = found, time.monotonic() + AFTERWARDS
        if status is not None and (terminal not in sources or time.monotonic() > deadline):
            return status
        ready, _, _ = select.select(sources, [], [], None if status is None else 0.1)
        if ended in ready:
            os.read(ended, 64)
        if terminal in ready and not pass_on(terminal):
            sources.remove(terminal)
        if 0 in ready:
            piece = os.read(0, 4096)
            if piece == b"":
                # Whoever looked at this terminal is gone.
                os.kill(process, signal.SIGKILL)
                sources.remove(0)
            *lines, orders = (orders + piece).split(b"\n")
            for line in lines:
                if terminal in sources and obey(line.decode(), terminal):
                    sources.remove(terminal)


columns, rows = int(sys.argv[1]), int(sys.argv[2])
code = os.waitstatus_to_exitcode(run(*start(columns, rows, sys.argv[3:])))
sys.exit(code if code >= 0 else 128 - code)
