"""page.py FILE...: the pages are well-formed HTML whose pictures are well-formed SVG, and readable without seeing them.

Every element is closed in order; ids are unique, links and aria references have their target; headings descend one level at
a time; every SVG is hidden or named; every table's column heads have a scope, rows as many cells as there are heads; no
element and no attribute comes from outside; nothing is loaded. In each colour scheme texts have a contrast of 4.5 and marks of
3 with what they stand on (WCAG 2.2, 1.4.3 and 1.4.11).
"""
import re
import sys
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

VOID = {"meta", "br", "img", "link", "input", "hr"}
ELEMENTS = set("""html head meta title style body a header p code h1 dl div dt dd nav ul li main section h2 svg g rect text tspan
circle path desc table caption thead tbody tr th td span small b figure figcaption details summary pre footer script""".split())
SVG_ONLY = {"svg", "g", "rect", "tspan", "circle", "path", "desc", "text"}


class Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.stack, self.faults, self.ids, self.wanted = [], [], [], []
        self.heading, self.cells, self.columns = 0, 0, 0

    def fault(self, text):
        self.faults.append(f"line {self.getpos()[0]}: {text}")

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if len(a) != len(attributes):
            self.fault(f"<{tag}> has an attribute twice")
        if tag not in ELEMENTS:
            self.fault(f"<{tag}> is not one of the page's elements")
        if "id" in a:
            self.ids.append(a["id"])
        self.wanted += [a["href"][1:]] if a.get("href", "").startswith("#") else []
        self.wanted += (a.get("aria-labelledby") or "").split()
        for name in a:
            if name.startswith("on") or name in ("src", "srcset") or (name == "href" and not a[name].startswith("#")):
                self.fault(f"<{tag} {name}>: a page that is only read has none")
        if tag in ("h1", "h2"):
            level = int(tag[1])
            if level > self.heading + 1:
                self.fault(f"<{tag}> after level {self.heading}")
            self.heading = level
        if tag == "svg" and a.get("aria-hidden") != "true" and "aria-labelledby" not in a:
            self.fault("an <svg> without a name")
        if tag == "th" and a.get("scope") not in ("row", "col"):
            self.fault("<th> without scope")
        if tag == "tr":
            self.cells = 0
        if tag in ("th", "td"):
            self.cells += 1
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        if not self.stack or self.stack[-1] != tag:
            self.fault(f"</{tag}> closes <{self.stack[-1] if self.stack else ''}>")
        else:
            self.stack.pop()
        if tag == "tr" and "thead" in self.stack:
            self.columns = self.cells
        elif tag == "tr" and self.columns and self.cells != self.columns:
            self.fault(f"a row of {self.cells} cells under {self.columns} heads")
        if tag == "table":
            self.columns = 0

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            if tag not in SVG_ONLY:
                self.fault(f"<{tag}/> is closed only in SVG")
            self.stack.pop()

    def handle_comment(self, data):
        self.fault("a comment")


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXTS = {name: ("page", "card", "win") for name in ("ink", "soft", "link")} | {"worse3": ("page",), "ink ": ("ins", "del")}
MARKS = {name: ("page",) for name in "better2 better3 worse2 worse3 none l0 l1 l2 l3 l4 l5 focus".split()} | {"better3 ": ("win",)}


def weak_colours(text):
    schemes = re.findall(r":root \{(.*?)\}", text, re.S)
    first, faults = {}, []
    if len(schemes) != 3:
        return [f"{len(schemes)} colour schemes, not light, dark and print"]
    for number, scheme in enumerate(schemes):
        found = {k: (v if len(v) == 7 else "#" + "".join(2 * c for c in v[1:])) for k, v in re.findall(r"--(\w+): (#\w+)", scheme)}
        first = found if number == 0 else first
        colours = {**first, **found}
        for pairs, least in ((TEXTS, 4.5), (MARKS, 3)):
            for name, grounds in pairs.items():
                for ground in grounds:
                    ratio = contrast(colours[name.strip()], colours[ground])
                    if ratio < least:
                        faults.append(f"scheme {number}: {name} on {ground}: {ratio:.2f} is less than {least}")
    return faults


def check(path):
    raw = open(path, "rb").read()
    text = raw.decode("utf-8")
    page = Page()
    page.feed(text)
    page.close()
    faults = page.faults + [f"<{tag}> is never closed" for tag in page.stack]
    faults += [f"id {i} stands twice" for i in set(page.ids) if page.ids.count(i) > 1]
    faults += [f"#{i} leads nowhere" for i in set(page.wanted) - set(page.ids)]
    faults += weak_colours(text)
    if len(raw) >= 1_000_000:
        faults.append(f"{len(raw)} bytes")
    for svg in re.findall(r"<svg.*?</svg>", text, re.S):
        try:
            ET.fromstring(svg.replace("&nbsp;", "\u00a0"))
        except ET.ParseError as error:
            faults.append(f"SVG: {error}: {svg[:120]}")
        if "nan" in re.sub(r"<t(itle|ext|span).*?</t\1>", "", svg, flags=re.S).lower().replace("aria-", ""):
            faults.append(f"a coordinate is no number: {svg[:120]}")
    return faults


failed = False
for name in sys.argv[1:]:
    faults = check(name)
    failed |= bool(faults)
    print(f"{name}: {'good' if not faults else len(faults)}", *faults[:20], sep="\n  ")
sys.exit(failed)
