/* rt_ask.h -- one exchange with Request Tracker: where it is, with which token, and what its status means for an act; for rt.c only. */
#ifndef CRM_RT_ASK_H
#define CRM_RT_ASK_H

#include <jansson.h>

#include "crm/client.h"
#include "crm/crm.h"

struct arena;

/* Its address without a slash at the end. */
const char *rt_site(struct arena *a);

struct rt_ask {
	const char *method, *path; /* behind /REST/2.0 */
	json_t *body;		   /* taken; NULL: none */
	const char *if_match;	   /* NULL: whatever it is */
};
/* Asks. CRM_DONE: ${answer} has it; else k->why says what is the matter, in words for staff. Sleeps. */
enum crm_outcome rt_ask_wait(struct crm_talk *k, const struct rt_ask *ask, struct client_answer *answer);
enum crm_outcome rt_get_wait(struct crm_talk *k, const char *path, struct client_answer *answer);
/* For an answer that is none of what was asked for: CRM_ILL, with k->why. */
enum crm_outcome rt_nonsense(struct crm_talk *k);

/* As rt_get_wait(), where there is no loop; blocks. ${why} is set unless it is CRM_DONE. */
enum crm_outcome rt_get_blocking(struct arena *a, const char *path, struct client_answer *answer,
	const char **why);

#endif
