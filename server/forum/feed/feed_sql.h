/* feed_sql.h -- statements for feeds and sitemaps. */
#ifndef FORUM_FEED_SQL_H
#define FORUM_FEED_SQL_H

#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

#define SITEMAP_PART ((int64_t)5000) /* thread ids in one file of the sitemap */

struct feed_row {
	int64_t thread_id, post_id;
	const char *title, *slug, *author, *html;
	struct when created_at, changed_at;
};
LIST(feed_rows, struct feed_row);

/* The newest threads, 30: of all, of a topic, of a tag (NULL: any). */
void feed_threads(struct task *t, const char *topic, const char *tag, struct feed_rows *out);
/* The newest posts of a thread, 30; an empty list if there is no such thread. */
void feed_posts(struct task *t, int64_t thread, struct feed_rows *out);
struct feed_author {
	const char *display;
};
/* The newest questions and answers of a member, 30, and who that is; NULL: nobody has that name (any more). */
void feed_author_find(struct task *t, const char *username, struct feed_author **out);
void feed_of_member(struct task *t, const char *username, struct feed_rows *out);

struct sitemap_row {
	int64_t id;
	const char *slug;
	struct when active_at;
};
LIST(sitemap_rows, struct sitemap_row);
void sitemap_threads(struct task *t, int64_t part, struct sitemap_rows *out);

/* The parts that hold a thread, and when the newest post of each came. */
struct sitemap_part_row {
	int64_t part;
	struct when active_at;
};
LIST(sitemap_part_rows, struct sitemap_part_row);
void sitemap_parts_find(struct task *t, struct sitemap_part_rows *out);

#endif
