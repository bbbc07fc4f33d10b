// Chooses the colours before anything is painted, then starts the program.
"use strict";

const root = document.documentElement;
const darkSystem = matchMedia("(prefers-color-scheme: dark)");

function showTheme() {
  const chosen = localStorage.getItem("theme");
  const system = darkSystem.matches ? "dark" : "light";
  root.dataset.theme = chosen === "light" || chosen === "dark" ? chosen : system;
}

showTheme();
darkSystem.addEventListener("change", showTheme);
// Another window chose, or this one: the program sends the event to itself.
addEventListener("storage", showTheme);

// Asked for at once, and by name: WebKit does not resolve the address that the glue would guess.
const program = fetch("/app_bg.wasm");
import("/app.js")
  .then((app) => app.default({ module_or_path: program }))
  .catch((error) => {
    const text = document.createElement("p");
    text.textContent =
      `Kontor's window could not start; your data is untouched. Close it and start Kontor again. (${error})`;
    document.getElementById("start").replaceWith(text);
  });
