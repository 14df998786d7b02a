/* link_page.h -- the desk's page of a thread, also for forms that come back; inside this folder. */
#ifndef FORUM_LINK_PAGE_H
#define FORUM_LINK_PAGE_H

#include <stdint.h>

struct arena;
struct request;

struct desk_thread_form {
	const char *body, *error, *preview_html; /* the official reply */
	const char *act_error;			 /* why another act was refused */
};

/* Loads and writes the page and answers with ${status}; 404 if there is no such thread. ${form} NULL: none comes back. Sleeps. */
void desk_thread_reply_wait(struct request *rq, int64_t thread, const struct desk_thread_form *form,
	int status);
/* "/thread/42". */
const char *desk_thread_path(struct arena *a, int64_t id);

#endif
