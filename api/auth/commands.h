/* commands.h: subcommands that concern identity, run on the machine with THIDUA_DEPLOY_URL. `words` follow the name of
 * the subcommand. They return the exit status. */
#pragma once

int command_user(int count, char **words);         /* user add NAME --display … --unit REF --role ROLE */
int command_token(int count, char **words);        /* token --user NAME [--unit REF] */
int command_key(int count, char **words);          /* key FILE */
int command_identity_key(int count, char **words); /* identity-key FILE [ID] */
int command_ballot_key(int count, char **words);   /* ballot-key FILE [ID] */
int command_webhook_key(int count, char **words);  /* webhook-key FILE [ID] */
