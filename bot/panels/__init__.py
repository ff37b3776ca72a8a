"""What the commands about accounts, rights, communities and the bot itself show."""
