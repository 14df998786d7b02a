/* feed_view.h -- what templates/feed.html takes: texts only, as machines want them (whole addresses, ISO times). */
#ifndef FORUM_FEED_VIEW_H
#define FORUM_FEED_VIEW_H

#include "base/text.h"

struct feed_entry {
	const char *title, *id, *url, *author;
	const char *html; /* printed escaped: Atom carries HTML as text */
	const char *created, *changed;
};
LIST(feed_entries, struct feed_entry);

struct feed_view {
	const char *title, *url, *self, *changed;
	const char *base; /* what links in the texts are relative to */
	struct feed_entries entries;
};

struct sitemap_entry {
	const char *url, *changed;
};
LIST(sitemap_entries, struct sitemap_entry);

#endif
