/* private.h -- private details from the asker straight to the company: what other subjects may know and call.
 *
 * They are sealed with crypto_box_seal to the desk's key as soon as they arrive. The public door can seal and hand in, and neither read
 * nor open; the half of the key that opens is a file that the desk's process alone is given. */
#ifndef FORUM_PRIVATE_PRIVATE_H
#define FORUM_PRIVATE_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/text.h"

struct task;

#define PRIVATE_TEXT_MOST 3000 /* characters */

/* What the public door seals with. After the wait NULL: there is no desk that could open it, so nothing can be sent. */
struct intake_key {
	struct blob key;
};
void intake_key_find(struct task *t, struct intake_key **out);
/* In an open transaction: ${text} by the asker of ${thread}, sealed, that there is one, and the event. */
void private_send(struct task *t, const struct intake_key *key, int64_t thread, int64_t member,
	const char *text);

/* The desk's process: what it opens with, from the file's text; "" or no key: nothing can be opened. */
void private_open_with(const char *key);

/* A sealed message of a thread, as the desk lists it. Shown by {% show private_list(&list) %} of templates/private/list.h. */
struct private_message {
	int64_t id, thread, case_id; /* case_id: it is in that case; 0 */
	const char *member;
	struct when at, opened_at; /* opened_at {0}: nobody has */
	const char *opened_by;
};
LIST(private_messages, struct private_message);
void private_messages_of(struct task *t, int64_t thread, struct private_messages *out);

/* A round of `work`: deletes what is older than the settings say. */
void private_clean_wait(struct task *t);

#endif
