"""From an SVG to a PNG with Chinese type, on any machine: the fonts come with the program, none of the system is asked."""


def png(svg: str, zoom: float) -> bytes:
    """zoom: pixels for each CSS pixel of the SVG."""
    import resvg_py
    from pylopdf_fonts_zh_cn import sans_path

    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=[str(sans_path())],
            font_family="Noto Sans SC",
            sans_serif_family="Noto Sans SC",
        )
    )
