/* thread_page.h -- a thread's page, also as the answer to a form that comes back with what was typed. */
#ifndef FORUM_THREAD_PAGE_H
#define FORUM_THREAD_PAGE_H

#include <stdint.h>

struct request;

/* What a refused or previewed form wants shown again. All NULL: nothing. */
struct thread_form {
	const char *body, *error, *preview_html;
	const char *key;        /* the key that was sent */
	int64_t comment_on;     /* it was a comment on this post */
};

/* Loads and writes the page of the thread into rq->out and answers with ${status}; 404 if there is none. Sleeps. */
void thread_page_reply_wait(struct request *rq, int64_t thread, const struct thread_form *form, int status);

#endif
