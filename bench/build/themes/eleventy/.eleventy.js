const highlight = require("@11ty/eleventy-plugin-syntaxhighlight");
const rss = require("@11ty/eleventy-plugin-rss");

module.exports = function (config) {
  config.addPlugin(highlight.default || highlight);
  config.addPlugin(rss.default || rss);
  config.addPassthroughCopy("style.css");
  config.addCollection("posts", (api) => api.getFilteredByGlob("posts/*.md"));
  config.addFilter("day", (date) => date.toISOString().slice(0, 10));
  config.addFilter("newest", (posts) => posts.slice(-20).reverse());
  config.addFilter("excerpt", (html) => (html.match(/<p>.*?<\/p>/s) || [""])[0]);
  return { markdownTemplateEngine: false, dir: { output: "_site", includes: "_includes" } };
};
