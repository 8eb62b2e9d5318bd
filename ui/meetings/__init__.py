"""会议: matters raised, meetings held, resolutions carried out."""
