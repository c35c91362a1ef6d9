"""What puts Centralino into service: the PBX, containers, dashboards."""
