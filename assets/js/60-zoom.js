// An image shown smaller than it is opens at its own size; Esc, a click or the button closes it.
(function () {
  const words = document.getElementById("notes:words").dataset;
  const least = 1.2;

  function shrunk(image) {
    const own = Number(image.getAttribute("width")) || image.naturalWidth;
    return image.clientWidth > 0 && own > image.clientWidth * least;
  }

  function open(image) {
    const dialog = document.createElement("dialog");
    dialog.className = "zoomed";
    dialog.setAttribute("aria-label", image.alt || words.zoom);
    const copy = new Image();
    copy.src = image.currentSrc || image.src;
    copy.alt = image.alt;
    copy.width = Number(image.getAttribute("width")) || image.naturalWidth;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = words.close;
    dialog.append(close, copy);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  function offer(image) {
    if (image.closest("a, button") || !shrunk(image)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "zoom";
    button.title = words.zoom;
    const picture = image.closest("picture") || image;
    picture.before(button);
    button.append(picture);
    button.addEventListener("click", () => open(image));
  }

  function offerAll(root) {
    for (const image of root.querySelectorAll("img")) {
      if (!image.closest("article .prose")) continue;
      if (image.complete && image.naturalWidth) offer(image);
      else image.addEventListener("load", () => offer(image), { once: true });
    }
  }

  offerAll(document);
  document.addEventListener("notes:patched", ({ detail }) => detail.nodes.forEach(offerAll));
})();
