/* strings.h -- the texts that are marked for translation, as a gettext template (.pot). */
#ifndef TOOLS_MKTEMPLATES_STRINGS_H
#define TOOLS_MKTEMPLATES_STRINGS_H

/* Prints each text marked by _("…") or counted(n, "…", "…") in the files, templates (.html) or C, once, with
 * the places where it stands. */
void strings_print(int count, char **paths);

#endif
