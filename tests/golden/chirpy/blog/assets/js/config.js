---
layout: null
---
var home = "{{ '/' | absolute_url }}", tick = `{{ site.title }}`;
