-- The rows of a ranking as text.
copy ranked to '{path}' (format csv, header, delimiter '{delimiter}', compression '{packed}')
