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
  var refresh = function () {
    timer = null;
    var told = pending;
    pending = [];
    document.querySelectorAll("[data-live]").forEach(function (part) {
      if (!told.some(function (what) { return concerns(part, what); })) return;
      // Whoever is writing is not interrupted.
      if (Array.prototype.some.call(part.querySelectorAll("form"), function (form) { return dirty.has(form); })) {
        var notice = document.getElementById("changed-meanwhile");
        if (notice) notice.hidden = false;
        return;
      }
      window.htmx.ajax("GET", window.location.href, { target: "#" + part.id, select: "#" + part.id, swap: "outerHTML" });
    });
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
