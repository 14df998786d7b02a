/* supervisor.h -- starts the processes of `bothy serve`, starts them again when they die, ends them in order.
 *
 * The supervisor itself parses nothing and talks to nobody: it forks, waits, and counts seconds. A process
 * that dies is started again at once, with back-off (0.1 … 5 s) when it keeps dying; one that has not called
 * supervisor_beat() for 10 s is hung and is killed. SIGTERM or SIGINT: every kind is asked to end, in the
 * order of the table, each
 * ${grace_ms}. SIGHUP: ${reload} reads the settings again, and if they are good every process is replaced by
 * a new one, the new ones started first. The old ones end in the order of the table as well: what a kind
 * needs stands behind it. */
#ifndef LOOP_SUPERVISOR_H
#define LOOP_SUPERVISOR_H

#include <stdbool.h>

struct rights_user;

struct process_kind {
	const char *name; /* "web"; its processes are called web.1, web.2 … in the log */
	unsigned count;
	void (*run)(unsigned index);	/* the process: from 0; never returns, ends by exit() */
	int grace_ms;			/* from SIGTERM to SIGKILL */
	const struct rights_user *user; /* becomes him first of all; NULL: stays who the supervisor is */
};

struct supervisor_settings {
	const struct process_kind *kinds; /* ended from first to last */
	unsigned kind_count;
	bool (*reload)(void);  /* false: it has said why; nothing changes */
	void (*crashed)(void); /* after any abnormal exit */
};

/* Runs until all processes have ended after SIGTERM or SIGINT; the exit status of the program. A fork that
 * fails is logged and tried again. */
int supervise(const struct supervisor_settings *s);

/* "I am alive": a process calls it at least once a second. Without a supervisor it does nothing. */
void supervisor_beat(void);
/* For processes of one kind that share work among themselves: tells the others how much this one holds, and
 * gives the least that another one holds, UINT_MAX if there is none that has told. ${held} UINT_MAX: this one
 * takes no more. */
unsigned supervisor_compare(unsigned held);
/* In a process with a loop: beats by a timer of its own, and calls ${drain}() on the loop when SIGTERM comes.
 */
void supervisor_attach(void (*drain)(void));

#endif
