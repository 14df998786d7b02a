/* settings.h -- what was read in config.h becomes what the program goes by: the site's name and colours, proof, the desk's codes, the CRM. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>

struct config;
struct crm_settings;

/* Takes them over, in the process that calls and in those it forks; texts stay the config's. False: one makes no sense, and it has
 * said which; what came before it is taken over already. */
bool settings_take(struct config *c);
/* The CRM again, with the secrets that this process needs ("": none). NULL, or what is wrong with the settings. */
const char *settings_take_crm(struct config *c, const char *token, const char *secrets);
/* What [crm] says, without its secrets; texts are the config's. */
void settings_crm(struct config *c, struct crm_settings *s);

#endif
