// The one script. Every page works without it. What each attribute does: docs/pages.md.
(() => {
  "use strict";
  const page = document;
  const isPublic = () => page.body.hasAttribute("data-public");
  const find = (selector, root = page) => [...root.querySelectorAll(selector)];

  // --- Leaving: at once, without the server, and without an entry that Back could return to ---
  const exit = () => page.querySelector("[data-exit]");
  const leave = () => {
    page.documentElement.classList.add("gone");
    page.title = "Weather";
    const token = page.querySelector("input[name=token]"); // of a form that is not sent yet: it opens no more
    const body = token ? new URLSearchParams({ token: token.value }) : undefined;
    fetch(exit().href, { method: "POST", redirect: "manual", keepalive: true, body }).catch(() => {});
    location.replace(exit().dataset.exit);
  };
  let shifts = [];
  addEventListener("keydown", (event) => {
    if (event.key !== "Shift") shifts = [];
    else if (!event.repeat && exit()) {
      shifts = [...shifts.filter((moment) => event.timeStamp - moment < 5000), event.timeStamp];
      if (shifts.length === 3) leave();
    }
  });

  // --- Public pages turn inside one document, so that the browser's history holds none of the steps ---
  // Under the page lies one entry with the address of the exit: Back after leaving lands there and is sent away again.
  const under = () => exit().getAttribute("href");
  const read = []; // pages left by a link, to come back to with everything typed
  let moored = false;
  const moor = () => {
    if (moored) return;
    moored = true;
    history.replaceState(null, "", under());
    history.pushState(null, "", here);
  };
  let here = location.href;

  const show = (body, title, address) => {
    moor();
    page.body.replaceWith(body);
    page.title = title;
    here = address;
    history.replaceState(null, "", address);
    scrollTo(0, 0);
    ready();
    const wrong = page.querySelector("[data-focus]");
    if (!wrong) page.querySelector("main").focus({ preventScroll: true });
  };
  const turn = async (address, options) => {
    const answer = await fetch(address, options);
    if (!(answer.headers.get("Content-Type") || "").startsWith("text/html")) throw new TypeError("not a page");
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    const ours = next.body.hasAttribute("data-public");
    return { body: page.adoptNode(next.body), title: next.title, address: answer.url, moved: answer.redirected, ours };
  };
  const follow = async (address) => {
    const left = { body: page.body, title: page.title, address: here };
    try {
      const next = await turn(address);
      if (!next.ours) throw new TypeError("not a public page");
      read.push(left);
      show(next.body, next.title, next.address);
    } catch {
      location.href = address;
    }
  };
  const send = async (form, button) => {
    const data = new FormData(form, button);
    const action = (button && button.getAttribute("formaction")) || form.getAttribute("action") || here;
    const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
    form.dataset.busy = "";
    try {
      const next = await turn(action, { method: "POST", body });
      if (!next.ours && next.moved) return location.replace(next.address);
      if (!next.ours) throw new TypeError("not a page of ours");
      read.length = 0;
      show(next.body, next.title, next.address);
    } catch {
      delete form.dataset.busy;
      tell(form, "There is no connection. What you typed is still here. Try again in a moment.");
    }
  };
  addEventListener("popstate", () => {
    if (!moored) return;
    const back = page.querySelector("[data-back]");
    const last = read.pop();
    if (!last && !back) return history.back();
    history.pushState(null, "", here);
    if (last) show(last.body, last.title, last.address);
    else back.click();
  });

  // --- Small helps ---
  const tell = (form, words) => {
    let line = form.querySelector(".told");
    if (!line) {
      line = page.createElement("p");
      line.className = "told govuk-inset-text";
      line.setAttribute("role", "alert");
      form.append(line);
    }
    line.textContent = words;
  };
  const count = (box) => {
    const line = page.querySelector(`[data-count-for="${box.id}"]`);
    const left = box.dataset.count - box.value.length;
    const characters = Math.abs(left) === 1 ? "character" : "characters";
    line.classList.toggle("count--over", left < 0);
    line.textContent = left < 0 ? `You have ${-left} ${characters} too many` : `You have ${left} ${characters} left`;
  };
  const renew = async (part) => {
    const next = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = next.getElementById(part.id);
    if (!fresh || !fresh.dataset.refresh) return location.reload();
    part.replaceChildren(...fresh.childNodes);
    wait(part);
  };
  const wait = (part) => setTimeout(() => renew(part).catch(() => wait(part)), part.dataset.refresh * 1000);
  const hold = async (form, button) => {
    form.dataset.busy = "";
    tell(form, "Sending…");
    for (;;) {
      try {
        await fetch("/healthz", { cache: "no-store" });
        delete form.dataset.busy;
        form.dataset.sure = "";
        return form.requestSubmit(button);
      } catch {
        tell(form, "No signal. What you typed is still here. It is sent once when the line is back: keep this page open.");
        await new Promise((again) => setTimeout(again, 3000));
      }
    }
  };

  // --- One listener each for the whole life of the document ---
  addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hasAttribute("data-exit")) {
      event.preventDefault();
      return leave();
    }
    const to = new URL(link.href);
    const inside = to.origin === location.origin && to.pathname === location.pathname && to.search === location.search;
    if (to.hash && inside) {
      const target = page.getElementById(decodeURIComponent(to.hash.slice(1)));
      if (!target) return;
      event.preventDefault();
      target.scrollIntoView({ block: "center" });
      return target.focus({ preventScroll: true });
    }
    const plain = to.origin === location.origin && !link.target && !link.hasAttribute("download");
    if (plain && isPublic() && !link.hasAttribute("data-native")) {
      event.preventDefault();
      follow(link.href);
    }
  });
  addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented) return;
    if ("busy" in form.dataset) return event.preventDefault();
    if (isPublic() && form.method === "post" && !form.hasAttribute("data-native")) {
      event.preventDefault();
      return send(form, button);
    }
    if (form.hasAttribute("data-signal") && !("sure" in form.dataset)) {
      event.preventDefault();
      return hold(form, button);
    }
    if (form.hasAttribute("data-once") || form.hasAttribute("data-signal")) form.dataset.busy = "";
  });
  addEventListener("input", (event) => event.target.dataset && event.target.dataset.count && count(event.target));
  addEventListener("pageshow", () => find("[data-busy]").forEach((form) => ["busy", "sure"].forEach((mark) => delete form.dataset[mark])));

  const ready = () => {
    find("textarea[data-count]").forEach(count);
    find("[data-print]").forEach((button) => {
      button.hidden = false;
      button.onclick = () => print();
    });
    find("[data-refresh]").forEach(wait);
    find("[data-focus]").slice(0, 1).forEach((summary) => summary.focus());
  };
  ready();
})();
