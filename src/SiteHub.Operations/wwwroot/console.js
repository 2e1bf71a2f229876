// The console's charts and its live tail. Without this script every page shows the same, as of its load.
(function () {
  var json = function (address) {
    return fetch(address, { headers: { Accept: "application/json" } }).then(function (answer) { return answer.ok ? answer.json() : null; });
  };

  // Charts: <div data-chart="delivered failed" data-labels="Delivered|Failed" data-unit="/s">
  var charts = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
  if (charts.length && window.uPlot) {
    var colours = ["#4299e1", "#d63939", "#2fb344", "#f59f00"];
    var plots = [];
    // As every time on these pages.
    var utc = { timeZone: "UTC" };
    var draw = function (data) {
      if (!data) return;
      var text = getComputedStyle(document.body).color;
      charts.forEach(function (place, index) {
        var names = place.dataset.chart.split(" ");
        var columns = [data.time].concat(names.map(function (name) { return data[name]; }));
        if (plots[index]) { plots[index].setData(columns); return; }
        var labels = place.dataset.labels.split("|");
        var clock = function (plot, times) { return times.map(function (at) { return new Date(at * 1000).toLocaleTimeString(document.documentElement.lang, utc); }); };
        var axis = { stroke: text, grid: { stroke: "#88888833" }, ticks: { stroke: "#88888833" }, font: "11px system-ui" };
        plots[index] = new window.uPlot({
          width: place.clientWidth, height: 190, cursor: { y: false },
          series: [{ label: place.dataset.time, value: function (plot, at) { return at ? new Date(at * 1000).toLocaleTimeString(document.documentElement.lang, utc) : "—"; } }].concat(names.map(function (name, i) {
            return { label: labels[i], stroke: colours[i], width: 1.5, spanGaps: true, points: { show: false },
              value: function (plot, value) { return value == null ? "—" : (Math.round(value * 10) / 10).toLocaleString(document.documentElement.lang) + " " + place.dataset.unit; } };
          })),
          axes: [Object.assign({ values: clock, space: 90 }, axis), Object.assign({ size: 56 }, axis)],
          scales: { y: { range: function (plot, low, high) { return [0, high > 0 ? high * 1.1 : 1]; } } }
        }, columns, place);
      });
    };
    window.addEventListener("resize", function () {
      plots.forEach(function (plot, index) { plot.setSize({ width: charts[index].clientWidth, height: 190 }); });
    });
    var tick = function () { json("/admin/series").then(draw, function () {}); };
    tick();
    setInterval(tick, 5000);
  }

  // Live tail.
  var tail = document.querySelector("[data-tail]");
  if (tail && window.EventSource) {
    var stopped = false;
    var most = 200;
    var pause = document.querySelector("[data-tail-pause]");
    var only = document.querySelector("[data-tail-filter]");
    var add = function (text, cls) {
      var line = document.createElement("li");
      if (cls) line.className = cls;
      if (typeof text === "string") line.textContent = text; else line.append.apply(line, text);
      tail.prepend(line);
      while (tail.children.length > most) tail.lastChild.remove();
    };
    if (pause) {
      pause.hidden = false;
      pause.addEventListener("click", function () {
        stopped = !stopped;
        pause.setAttribute("aria-pressed", stopped ? "true" : "false");
        pause.textContent = stopped ? pause.dataset.on : pause.dataset.off;
      });
    }
    var source = new EventSource("/admin/live/stream");
    source.addEventListener("ready", function () { tail.dataset.state = "open"; });
    source.addEventListener("lines", function (message) {
      if (stopped) return;
      var told = JSON.parse(message.data);
      var wanted = only ? only.value.trim().toLowerCase() : "";
      told.lines.forEach(function (line) {
        var text = line.at + "  " + tail.dataset[line.kind] + "  " + line.name + "  " + line.about + (line.status ? "  " + line.status : "") + (line.tookMs != null ? "  " + line.tookMs + " ms" : "") + (line.reason ? "  " + line.reason : "");
        if (wanted && text.toLowerCase().indexOf(wanted) < 0) return;
        var parts = [text];
        if (line.delivery) {
          var link = document.createElement("a");
          link.href = "/admin/deliveries/" + encodeURIComponent(line.delivery);
          link.textContent = tail.dataset.open;
          parts.push("  ", link);
        }
        add(parts, line.good ? "" : "text-danger");
      });
      if (told.more) add("… " + told.more + " " + tail.dataset.more, "text-secondary");
    });
  }
})();
