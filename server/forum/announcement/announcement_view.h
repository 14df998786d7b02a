/* announcement_view.h -- what templates/announcement.html and templates/admin/announcements.html take. */
#ifndef FORUM_ANNOUNCEMENT_VIEW_H
#define FORUM_ANNOUNCEMENT_VIEW_H

#include "forum/announcement/announcement.h"
#include "forum/frame/frame_view.h"
#include "forum/topic/topic.h"

/* Those this process knows of; until the next wait. */
const struct announcements *announcements_known(void);

/* A row of the admin's list. */
struct announcement_line {
	const struct announcement *x;
	bool outage, stands, over; /* neither: it will come */
	const char *whom;
};
LIST(announcement_lines, struct announcement_line);

struct announcements_admin_view {
	struct frame frame;
	const char *key;
	struct announcement_lines lines;
};

/* The form as it was typed. */
struct announcement_typed {
	int64_t id, revision; /* 0: a new one */
	const char *text, *kind, *audience, *thread, *from, *until;
	int64_t topic;
};

struct announcement_admin_view {
	struct frame frame;
	const char *key, *path, *zone;
	struct announcement_typed typed;
	const char *wrong, *wrong_text, *wrong_topic, *wrong_thread, *wrong_until;
	struct topics topics;
	bool preview;
	struct announcement shown; /* in the preview */
};

#endif
