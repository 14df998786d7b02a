/* notice_view.h -- what templates/notice.html takes. */
#ifndef FORUM_NOTICE_VIEW_H
#define FORUM_NOTICE_VIEW_H

#include "forum/frame/frame_view.h"
#include "forum/notice/notice_sql.h"

struct notices_view {
	struct frame frame;
	struct notices notices;
	int64_t newest; /* what "all read" reaches up to */
	int64_t next;	/* id the next page comes after; 0: none */
};

struct notice_option {
	const char *kind, *label;
	bool mail;
};
LIST(notice_options, struct notice_option);

struct notice_settings_view {
	struct frame frame;
	struct notice_options options;
	bool none; /* no mail at all */
};

struct notice_stop_view {
	struct frame frame;
	const char *path;
	const char *label; /* what the mail is about; NULL: everything */
	bool done;
};

#endif
