// Tells parts of a page that what they show has changed: the page is fetched anew, and each with data-live becomes what it is there, by what it is about.
// Without this script the page is right as well, at every load.
(function () {
  if (!window.EventSource || !window.Idiomorph || !document.querySelector("[data-live]")) return;
  var written = new WeakSet();
  document.addEventListener("input", function (event) { written.add(event.target.form || event.target); });
  var concerns = function (part, what) {
    return part.dataset.live.split(" ").some(function (topic) { return what.topics.indexOf(decodeURIComponent(topic)) >= 0; });
  };
  // Whoever is writing is not interrupted: what was written in, or is at this moment, stays as it is.
  var isBeingWritten = function (node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    if (written.has(node)) return true;
    var focus = document.activeElement;
    return node.matches("form") && node.contains(focus) && focus.matches("input, select, textarea");
  };
  var holdsWriting = function (node) {
    return isBeingWritten(node) || (node.nodeType === Node.ELEMENT_NODE && Array.prototype.some.call(node.querySelectorAll("form, input, select, textarea"), isBeingWritten));
  };
  var warn = function () {
    var notice = document.getElementById("changed-meanwhile");
    if (notice) notice.hidden = false;
  };
  var callbacks = {
    // What was opened stays open, and what was closed stays closed.
    beforeAttributeUpdated: function (name, node) { return !(name === "open" && node.tagName === "DETAILS"); }
  };
  var pending = [];
  var timer = null;
  var isBusy = false;
  var replace = function (told, page) {
    Array.prototype.forEach.call(document.querySelectorAll("[data-live]"), function (part) {
      var made = page.getElementById(part.id);
      if (!made || !told.some(function (what) { return concerns(part, what); })) return;
      // Asked at this very moment: somebody may have begun to write while the page was fetched.
      if (holdsWriting(part)) { warn(); return; }
      window.Idiomorph.morph(part, made, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: callbacks });
      if (window.htmx) window.htmx.process(document.getElementById(part.id));
    });
  };
  // One at a time, so that an older answer never comes after a younger one.
  var refresh = function () {
    timer = null;
    if (isBusy) return;
    var told = pending;
    pending = [];
    if (!Array.prototype.some.call(document.querySelectorAll("[data-live]"), function (part) { return told.some(function (what) { return concerns(part, what); }); })) return;
    isBusy = true;
    var done = function () {
      isBusy = false;
      if (pending.length && !timer) refresh();
    };
    fetch(window.location.href, { headers: { Accept: "text/html" }, signal: AbortSignal.timeout(10000) })
      .then(function (answer) { return answer.ok ? answer.text() : null; })
      .then(function (text) { if (text) replace(told, new DOMParser().parseFromString(text, "text/html")); })
      .then(done, done);
  };
  // What happened since the page was made, and during a break, is told when the stream opens.
  var source = new EventSource("/live?at=" + document.body.dataset.liveAt);
  source.addEventListener("changed", function (message) {
    pending.push(JSON.parse(message.data));
    if (!timer) timer = setTimeout(refresh, 20);
  });
})();
