/* craft.h -- the way to the sandboxed helpers that do what may be hostile or slow: passwords, Markdown,
 * foreign HTML.
 *
 * craft_*_wait() sends one message to a craft process over a socketpair (SOCK_SEQPACKET) and sleeps until the
 * answer. Its queue is bounded: full → task_fail(503) with Retry-After. A craft process that dies takes one
 * question with it: 503. A craft process owns nothing: no files, no sockets but its own, RLIMIT_AS and CPU,
 * seccomp. */
#ifndef CRAFT_CRAFT_H
#define CRAFT_CRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "markup/rendered.h"

struct task;

/* ---- in web, desk and work ---- */

/* ${fds} are this process's ends, one for each craft process. Once, after loop_init(). */
void craft_open(const int *fds, size_t n);
void craft_close(void);

/* The Argon2id hash; lives in the task. */
const char *craft_password_hash_wait(struct task *t, const char *password);
/* Whether ${password} is the one of ${hash}. ${hash} NULL: costs the same, false (an unknown user). */
bool craft_password_verify_wait(struct task *t, const char *hash, const char *password);

/* Renders people's Markdown. */
void craft_markdown_wait(struct task *t, const char *source, struct rendered *out);
/* The same, but of its links only those to paths of ours and to ${site} ("https://example.org") are links: others stand there as
 * text, nothing of them is lost. */
void craft_markdown_own_links_wait(struct task *t, const char *source, const char *site,
	struct rendered *out);
/* Makes foreign HTML (an import's) safe, and Markdown of it that can be edited later. */
void craft_html_wait(struct task *t, const char *html, struct rendered *out);

/* ---- for the supervisor ---- */

/* The craft process itself: serves the ends in ${fds} until all are closed or a message is too costly (exits
 * 0; start another at the same ends: it answers what this one had not begun). Never returns. Drops every
 * right first. After SIGTERM it stays until nobody has asked for half a second. No two processes may read one
 * end. */
_Noreturn void craft_main(const int *fds, size_t n);
/* A pair of SOCK_SEQPACKET ends with room for the largest message. False: errno. */
bool craft_pair(int ends[2]);

#endif
