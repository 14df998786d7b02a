/* processes.h -- which processes there are besides the supervisor, and what each opens.
 *
 * web, as many as there are workers, desk, work and craft. Every process gets its own role's password only: the others' are wiped right
 * after the fork, and the supervisor, whose memory each of them begins with, takes care that no library keeps a copy of one. */
#ifndef PROCESSES_H
#define PROCESSES_H

#include "config.h"
#include "passwords.h"

struct process_kind;
struct users;

/* What the supervisor has read and opened. A process finds it as it was when it was forked. */
struct inherited {
	struct config config;
	struct passwords passwords;
	int web_socket, desk_socket;
	int job_event; /* an eventfd: there is something for work */
	unsigned workers;
};

/* Before the first fork. ${inherited} stays the caller's, for as long as there are processes. */
void processes_share(struct inherited *inherited);
/* From now on each becomes its user, first of all; ${u} likewise. Without, they stay who the supervisor is. */
void processes_run_as(const struct users *u);
/* The table for supervise(). */
const struct process_kind *processes_kinds(unsigned *count);

#endif
