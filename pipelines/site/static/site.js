// The interactive chart of a council's page: an addition to tables that are already there. It loads the shared
// Vega bundle and the council's rows only when asked, from beside the page, over http or from disk.
(function () {
  "use strict";
  var box = document.getElementById("explore");
  if (!box) { return; }
  box.hidden = false;

  function load(source) {
    return new Promise(function (done, fail) {
      var script = document.createElement("script");
      script.src = source;
      script.onload = done;
      script.onerror = fail;
      document.head.appendChild(script);
    });
  }

  function option(select, value, label) {
    var made = document.createElement("option");
    made.value = String(value);
    made.textContent = label;
    select.appendChild(made);
  }

  function fill(select, labels) {
    select.textContent = "";
    labels.forEach(function (label, i) { option(select, i, label); });
  }

  function say(sentence, given) {
    return Object.keys(given).reduce(function (text, key) {
      return text.split("{" + key + "}").join(given[key]);
    }, sentence);
  }

  function per(value) { return Math.round(value * 100) + "%"; }

  function start() {
    var told = window.riskshiftExplore;
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    var series = box.querySelector(".pick-series"), area = box.querySelector(".pick-area");
    var from = box.querySelector(".pick-from"), to = box.querySelector(".pick-to");
    var view = null;

    function rows() { return told.series[series.value].areas[area.value].rows; }

    function describe(row) {
      var judged = row[1] + row[2] + row[3] + row[4];
      if (row[6] === null) { return say(told.words.few, { date: row[0], n: judged }); }
      return say(told.words.share, { date: row[0], n: judged, share: per(row[6]), low: per(row[7]), high: per(row[8]) });
    }

    function bars() {
      var data = [];
      rows().forEach(function (row, i) {
        told.stances.forEach(function (stance, s) {
          data.push({ date: row[0], stance: stance, order: s, entries: row[s + 1],
            chosen: i === Number(from.value) || i === Number(to.value) ? 1 : 0 });
        });
      });
      return data;
    }

    function draw() {
      var all = rows(), one = all[from.value], other = all[to.value];
      var parts = [describe(one)];
      if (one !== other) {
        parts.push(describe(other));
        if (one[6] !== null && other[6] !== null) {
          var points = ((other[6] - one[6]) * 100).toFixed(1).replace("-", "\u2212");
          parts.push(say(told.words.difference, { points: points }), told.words.no_test);
        }
      }
      box.querySelector(".readout").textContent = parts.join(" ");
      view.data("counts", bars()).runAsync();
    }

    function dates() {
      var labels = rows().map(function (row) { return row[0]; });
      fill(from, labels);
      fill(to, labels);
      from.value = String(Math.max(labels.length - 2, 0));
      to.value = String(labels.length - 1);
    }

    function areas() {
      fill(area, told.series[series.value].areas.map(function (one) { return one.label; }));
      dates();
    }

    fill(series, told.series.map(function (one) { return one.label; }));
    areas();
    series.addEventListener("change", function () { areas(); draw(); });
    area.addEventListener("change", function () { dates(); draw(); });
    from.addEventListener("change", draw);
    to.addEventListener("change", draw);
    var spec = told.spec[dark ? "dark" : "light"];
    spec.data = { name: "counts", values: bars() };
    return window.vegaEmbed(box.querySelector(".canvas"), spec, {
      ast: true, actions: false, renderer: "canvas", defaultStyle: false, tooltip: { disableDefaultStyle: true }
    }).then(function (result) {
      view = result.view;
      box.querySelector(".controls").hidden = false;
      draw();
      box.dataset.ready = "yes";
    });
  }

  box.querySelector(".start").addEventListener("click", function (event) {
    event.target.hidden = true;
    load(box.dataset.rows).then(function () { return load(box.dataset.bundle); }).then(start).then(function () {
      series_focus();
    });
  });

  function series_focus() { box.querySelector(".pick-series").focus(); }
}());
