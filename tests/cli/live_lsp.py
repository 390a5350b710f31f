"""`thinnet lsp` with the client of pygls, as an editor would use it.

    live_lsp.py THINNET FOLDER

Skipped where the packages pygls (2 or newer) and lsprotocol are missing.
"""
import asyncio
import os
import sys
import tempfile

try:
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient
except ImportError:
    print("skipped: no packages pygls and lsprotocol")
    sys.exit(77)

SOURCE = '''import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.25)
        self.fc2 = nn.Linear(5, 4)
        self.fc3 = nn.Linear(3, 2)

    def forward(self, x):
        x = self.drop(self.fc1(x))
        return self.fc3(self.fc2(("\U0001F600", F.dropout(x))[1]))
'''
CALL = 'F.dropout(x)'
CODECS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}  # with bytes of a unit


class Client(LanguageClient):
    """Keeps what the server publishes."""

    def __init__(self):
        super().__init__("thinnet-test", "1")
        self.published = asyncio.Queue()
        self.logged = []
        self.shown = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def _(params):
            self.published.put_nowait(params)

        @self.feature(types.WINDOW_LOG_MESSAGE)
        def _(params):
            self.logged.append(params.message)

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def _(params):
            self.shown.append(params.message)

    async def diagnostics(self, version):
        while True:
            params = await asyncio.wait_for(self.published.get(), 20)
            if params.version == version:
                return params.diagnostics


def place(text, part, encoding):
    """Start of `part` as a position."""
    before = text[: text.index(part)]
    line = before.count("\n")
    column = before.rsplit("\n", 1)[-1]
    codec, width = CODECS[encoding]
    return types.Position(line, len(column.encode(codec)) // width)


def apply(text, edits, encoding):
    lines = text.split("\n")
    def offset(position):
        line = lines[position.line] if position.line < len(lines) else ""
        if position.line >= len(lines):
            return len(text)
        codec, width = CODECS[encoding]
        part = line.encode(codec)[: position.character * width].decode(codec)
        return sum(len(one) + 1 for one in lines[: position.line]) + len(part)
    for edit in sorted(edits, key=lambda one: offset(one.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


async def session(encoding, folder):
    client = Client()
    await client.start_io(sys.argv[1], "lsp", "--stdio")
    started = await client.initialize_async(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(general=types.GeneralClientCapabilities(position_encodings=[encoding]))))
    assert started.capabilities.position_encoding == encoding, started.capabilities.position_encoding
    client.initialized(types.InitializedParams())
    path = os.path.join(folder, "a net.py")
    document = types.TextDocumentIdentifier("file://" + path.replace(" ", "%20"))
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(document.uri, "python", 1, SOURCE)))

    # Diagnostics, with places in the encoding that was agreed on.
    found = {one.code: one for one in await client.diagnostics(1)}
    assert {"TN101", "TN401"} <= set(found), found
    assert found["TN101"].severity == types.DiagnosticSeverity.Error
    assert found["TN101"].related_information[0].location.uri == document.uri
    start = place(SOURCE, CALL, encoding)
    assert found["TN401"].range == types.Range(start, types.Position(start.line, start.character + len(CALL)))

    # Hover: shape and rate.
    async def hover(part):
        answer = await client.text_document_hover_async(types.HoverParams(document, place(SOURCE, part, encoding)))
        return answer and answer.contents.value

    assert "`[N, 8] -> [N, 6]`" in await hover("self.fc1(x)"), "a net that stops later is known up to there"

    # Quick fixes: what they make of the text has no more of these faults.
    everything = types.Range(types.Position(0, 0), types.Position(len(SOURCE.split("\n")), 0))
    async def actions(*kinds):
        return await client.text_document_code_action_async(
            types.CodeActionParams(document, everything, types.CodeActionContext(diagnostics=[], only=list(kinds) or None)))
    quick = await actions()
    titles = [one.title for one in quick]
    assert "pass training=self.training" in titles and "ignore TN401 on this line" in titles, titles
    fix = next(one for one in quick if one.title == "pass training=self.training")
    assert fix.is_preferred and fix.diagnostics[0].code == "TN401"
    text = apply(SOURCE, fix.edit.changes[document.uri], encoding)
    assert text == SOURCE.replace(CALL, "F.dropout(x, training=self.training)"), text
    ignored = apply(SOURCE, next(one for one in quick if one.title.startswith("ignore TN401")).edit.changes[document.uri], encoding)
    assert ignored.count("# thinnet: ignore[TN401]\n") == 1
    (whole,) = await actions("source.fixAll")
    fixed = apply(SOURCE, whole.edit.changes[document.uri], encoding)
    expected = text.replace("nn.Linear(5, 4)", "nn.Linear(6, 4)").replace("nn.Linear(3, 2)", "nn.Linear(4, 2)")
    assert fixed == expected, "in as many rounds as --fix: " + fixed

    # A change: the last text counts.
    def change(version, new):
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, document.uri),
                [types.TextDocumentContentChangeWholeDocument(new)]))
    change(2, ignored)
    assert "TN401" not in {one.code for one in await client.diagnostics(2)}
    change(3, "x = (\n")
    assert [one.code for one in await client.diagnostics(3)] == ["TN001"]
    change(4, fixed)
    after = await client.diagnostics(4)
    assert not {"TN101", "TN401"} & {one.code for one in after}, after
    answer = await client.text_document_hover_async(types.HoverParams(document, place(fixed, "self.drop(self.fc1", encoding)))
    assert "drops with probability 0.25" in answer.contents.value and "[N, 6]" in answer.contents.value, answer
    answer = await client.text_document_hover_async(types.HoverParams(document, place(fixed, "self.fc1(x)", encoding)))
    assert "`[N, 8] -> [N, 6]`, 54 parameters" in answer.contents.value, answer
    answer = await client.text_document_hover_async(types.HoverParams(document, place(fixed, "nn.Dropout(0.25)", encoding)))
    assert "drops with probability 0.25" in answer.contents.value, answer
    assert await client.text_document_hover_async(types.HoverParams(document, types.Position(0, 2))) is None

    # Saving a pyproject.toml beside it counts at once; a wrong one is told.
    with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as stream:
        stream.write("[tool.thinnet]\nselect = ['TN0']\n")
    client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    assert not await client.diagnostics(4)
    with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as stream:
        stream.write("[tool.thinnet]\nselct = ['TN0']\n")
    client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    assert not await client.diagnostics(4)
    client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    assert not await client.diagnostics(4)
    assert len(client.logged) == 2 and "selct" in client.logged[0], client.logged
    assert client.shown == client.logged[:1], client.shown
    with open(os.path.join(folder, "pyproject.toml"), "w", encoding="utf-8") as stream:
        stream.write("[tool.thinnet]\nexclude = ['a*.py']\n")
    client.text_document_did_save(types.DidSaveTextDocumentParams(document))
    assert not await client.diagnostics(4)
    assert len(client.logged) == 2

    client.text_document_did_close(types.DidCloseTextDocumentParams(document))
    await client.shutdown_async(None)
    client.exit(None)
    server = client._server
    assert await asyncio.wait_for(server.wait(), 20) == 0, server.returncode
    await client.stop()


async def main():
    for encoding in CODECS:
        with tempfile.TemporaryDirectory() as folder:
            await asyncio.wait_for(session(encoding, folder), 120)
    print("diagnostics, hover, quick fixes and settings in UTF-8, UTF-16 and UTF-32")


asyncio.run(main())
