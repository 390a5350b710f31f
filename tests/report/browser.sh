#!/bin/sh
# browser.sh MADE_REPORT: the pages in headless Chromium (exit 77: it is not there). On a phone's and a desk's width nothing
# sticks out sideways, heads of the table of arms sort it by number both ways with empty cells last, and the keyboard reaches
# every site of the picture and every region that scrolls. The look itself is for people: made_report plain FILE.
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "Chromium is missing"; exit 77; }
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

cat >"$scratch/probe.html" <<'PROBE'
<script>
(function () {
  var faults = [], root = document.documentElement, table = document.querySelector('table.sortable');
  function expect(what, holds) { if (!holds) faults.push(what); }
  // A window cannot be made as narrow as a phone, so the page is; the style for phones holds from 544 pixels down.
  var width = innerWidth < 544 ? 360 : innerWidth;
  root.style.width = width + 'px';
  expect('page is ' + root.scrollWidth + ' wide in ' + width, Math.max(document.body.scrollWidth, root.scrollWidth - (innerWidth - width)) <= width);
  document.querySelectorAll('body *').forEach(function (e) {
    var inside = e.closest('.wide, pre, svg, .skip-link, .unseen');
    if (!inside || e.matches('.wide, pre, svg')) {
      var box = e.getBoundingClientRect();
      expect(e.tagName + '.' + e.className + ' ends at ' + Math.round(box.right), box.right <= width + 0.5 || e.closest('.skip-link, .unseen'));
    }
  });
  document.querySelectorAll('svg.net text').forEach(function (t) {
    var box = t.getBBox();
    expect('text outside the picture: ' + t.textContent, box.x >= 0 && box.x + box.width <= 440.5);
  });
  document.querySelectorAll('svg.net g').forEach(function (g) {
    var t = g.querySelectorAll('text');
    if (t.length === 2 && t[1].textContent && g.textContent.indexOf('<') < 0) { // names as Python has them
      var a = t[0].getBBox();
      expect('texts overlap: ' + t[0].textContent, a.x + a.width <= t[1].getBBox().x);
    }
  });
  document.querySelectorAll('.wide, pre').forEach(function (r) { expect('a region without focus', r.tabIndex === 0); });
  document.querySelectorAll('.net a').forEach(function (a) { expect('a site without a name', a.textContent.length > 3); });
  if (table) {
    var button = table.tHead.rows[0].cells[1].querySelector('button');
    var values = function () {
      return Array.prototype.map.call(table.tBodies[0].rows, function (r) { var v = r.cells[1].getAttribute('data-v'); return v === null ? null : parseFloat(v); });
    };
    var sorted = function (sign) {
      var v = values(), known = v.filter(function (x) { return x !== null; });
      return v.slice(0, known.length).every(function (x, i) { return x !== null && (i === 0 || sign * (v[i - 1] - x) <= 0); });
    };
    var n = values().length;
    button.click();
    expect('not sorted down', sorted(-1) && table.tHead.rows[0].cells[1].getAttribute('aria-sort') === 'descending');
    button.click();
    expect('not sorted up', sorted(1) && table.tHead.rows[0].cells[1].getAttribute('aria-sort') === 'ascending');
    expect('rows were lost', values().length === n);
  }
  document.title = 'probe: ' + (faults.length ? faults.length + ': ' + faults.slice(0, 3).join('; ').replace(/[<>]/g, '') : 'good, ' + document.querySelectorAll('*').length + ' elements');
})();
</script>
PROBE
failed=0
for answer in plain hostile large huge empty regression; do
    "$1" "$answer" "$scratch/page.html" || exit 1
    cat "$scratch/probe.html" >>"$scratch/page.html"
    for width in 390 1200; do
        title=$("$browser" --headless=new --no-sandbox --disable-gpu --user-data-dir="$scratch/profile" --window-size=$width,900 --dump-dom \
            "file://$scratch/page.html" 2>/dev/null | sed -n 's/.*<title>probe: \(.*\)<\/title>.*/\1/p' | head -1)
        echo "$answer at $width: ${title:-no answer}"
        case "$title" in good*) ;; *) failed=1 ;; esac
    done
done
exit $failed
