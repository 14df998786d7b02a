/* evidence.h -- signs of abuse of reputation, for people to judge: what other subjects may know.
 *
 * Each night `work` looks through the acts of the last months (finding_sql.c). What it finds holds the credit of the acts it names, and lies
 * in a queue for moderators (/evidence) until one of them releases or voids it; either can be undone. Nobody is banned by it. Whose
 * credit is held is told, sees why (/evidence/mine), and may appeal once; somebody else than who decided answers. */
#ifndef FORUM_EVIDENCE_H
#define FORUM_EVIDENCE_H

#include <stdint.h>

struct job;
struct task;

/* What of a member's credit is not counted because of findings: for a box on his own page (templates/evidence.html, evidence_box). */
struct evidence_held {
	int64_t waiting; /* acts that wait for a moderator */
	int64_t voided;	 /* acts that were voided */
};
/* Asks for it; never NULL after the wait. */
void evidence_held_of(struct task *t, int64_t member, struct evidence_held **out);

/* Job evidence.tell (subject: a finding): tells those concerned that something was decided. Sleeps. */
void evidence_tell_wait(struct task *t, const struct job *job);

/* The round of `work`: looks once a day, when the database's day is over. Sleeps. */
void evidence_night_wait(struct task *t);
/* `bothy reputation findings`: looks now. ${arg}: NULL, or the day to look back from, as "2026-03-31". Says on standard output what was
 * found; run again it finds nothing new. Sleeps. The exit status. */
int evidence_command_wait(struct task *t, void *arg);

#endif
