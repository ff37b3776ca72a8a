"""What people see: views and pictures, made of data alone."""
