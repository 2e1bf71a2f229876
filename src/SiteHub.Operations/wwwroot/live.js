// Tells parts of a page that what they show has changed: each with data-live fetches itself anew, by what it is about. Without this script the page is
// right as well, at every load.
(function () {
  if (!window.EventSource || !document.querySelector("[data-live]")) return;
  var dirty = new WeakSet();
  document.addEventListener("input", function (event) { if (event.target.form) dirty.add(event.target.form); });
  var concerns = function (part, what) {
    return part.dataset.live.split(" ").some(function (topic) { return what.topics.indexOf(decodeURIComponent(topic)) >= 0; });
  };
  var pending = [];
  var timer = null;
  var busy = false;
  // One at a time: what is fetched while its part is being replaced would be put into one that is no longer on the page.
  var done = function () {
    busy = false;
    if (pending.length) refresh();
  };
  var refresh = function () {
    timer = null;
    if (busy) return;
    var told = pending;
    pending = [];
    var parts = Array.prototype.filter.call(document.querySelectorAll("[data-live]"), function (part) {
      if (!told.some(function (what) { return concerns(part, what); })) return false;
      // Whoever is writing is not interrupted.
      if (!Array.prototype.some.call(part.querySelectorAll("form"), function (form) { return dirty.has(form); })) return true;
      var notice = document.getElementById("changed-meanwhile");
      if (notice) notice.hidden = false;
      return false;
    });
    if (!parts.length) return;
    busy = true;
    var patience = new Promise(function (resolve) { setTimeout(resolve, 10000); });
    Promise.race([patience, Promise.all(parts.map(function (part) {
      return window.htmx.ajax("GET", window.location.href, { source: part, target: "#" + part.id, select: "#" + part.id, swap: "outerHTML" });
    }))]).then(done, done);
  };
  var hear = function (message) {
    pending.push(JSON.parse(message.data));
    if (!timer) timer = setTimeout(refresh, 20);
  };
  // What happened since the page was made, and during a break, is told when the stream opens.
  var source = new EventSource("/live?at=" + document.body.dataset.liveAt);
  source.addEventListener("changed", hear);
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) window.print();
  });
})();
