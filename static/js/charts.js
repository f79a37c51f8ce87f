// Draws the charts of a page from the data in it. Without this script the tables say the same.
(() => {
  const figures = document.querySelectorAll("[data-figure]");
  if (!figures.length) return;
  const { plotly } = document.currentScript.dataset;
  const page = document.documentElement;
  const PAPER_WIDTH = 640; // what an A4 or a letter sheet holds between our margins
  const narrowPage = matchMedia("(max-width: 48rem)");

  // Colours and typefaces come as the names of design tokens; words stay as they are.
  const WORDS = new Set(["text", "hovertext", "ticktext", "name"]);
  const painted = (value, tokens, isWords = false) => {
    if (typeof value === "string") {
      return value.startsWith("--") && !isWords ? tokens.getPropertyValue(value).trim() : value;
    }
    if (Array.isArray(value)) return value.map((part) => painted(part, tokens, isWords));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, painted(part, tokens, WORDS.has(name))]),
    );
  };

  // The one address that a script of a page may be fetched from, for browsers that ask for a policy.
  const trusted = window.trustedTypes?.createPolicy("cs2survey-charts", {
    createScriptURL: () => plotly,
  });

  // Plotly is large: it is fetched after the page, and only when there is a chart to be seen.
  let fetched;
  const fetchPlotly = () => {
    fetched ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      script.src = trusted ? trusted.createScriptURL("") : plotly;
      document.head.append(script);
    });
    return fetched;
  };
  const isFolded = (figure) => figure.closest("details:not([open])") !== null;

  const drawnOnce = new WeakSet();
  const show = async (figure) => {
    if (isFolded(figure)) return;
    await fetchPlotly();
    await draw(figure);
    if (!drawnOnce.has(figure)) follow(figure);
    drawnOnce.add(figure);
  };
  const redraw = () => {
    if (!window.Plotly) return;
    for (const figure of figures) if (!isFolded(figure)) draw(figure);
  };

  const draw = async (figure) => {
    const box = figure.querySelector(".chart");
    const source = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const { data, layout, config, narrow } = painted(source, getComputedStyle(figure));
    figure.hidden = false;
    if (page.classList.contains("on-paper")) layout.width = PAPER_WIDTH;
    else if (narrowPage.matches) Object.assign(layout, narrow);
    if (layout.height) {
      box.style.aspectRatio = "auto";
      box.style.maxBlockSize = "none";
      box.style.blockSize = `${layout.height}px`;
    }
    await Plotly.react(box, data, layout, config);
    if (!layout.width) await Plotly.Plots.resize(box);
  };

  const follow = (figure) => {
    const box = figure.querySelector(".chart");
    box.on("plotly_click", ({ points: [point] }) => {
      if (point.customdata) location.assign(point.customdata);
    });
  };

  addEventListener("load", () => figures.forEach(show));
  // What is drawn while its part of the page is closed has no width.
  for (const part of document.querySelectorAll("details")) {
    part.addEventListener("toggle", () => {
      if (part.open) part.querySelectorAll("[data-figure]").forEach(show);
    });
  }
  for (const query of [matchMedia("(prefers-color-scheme: dark)"), narrowPage]) {
    query.addEventListener("change", redraw);
  }

  // A drawn chart keeps its colours and width: for the printer it is drawn anew, in light colours.
  const redrawn = (onPaper) => () => {
    page.classList.toggle("on-paper", onPaper);
    redraw();
  };
  addEventListener("beforeprint", redrawn(true));
  addEventListener("afterprint", redrawn(false));
})();
