"""A page with one of each kind of thing the framework draws."""

import pandas as pd
import streamlit as st

from pages.parts.door import identity

signin = identity.current_signin()
st.session_state.setdefault("clicks", 0)
if st.button("再来"):
    st.session_state.clicks += 1
st.text(f"clicks={st.session_state.clicks}")
frame = pd.DataFrame({"社区": ["孟津路", "登封路"], "事件": [3, 5]})
st.dataframe(frame)
st.bar_chart(frame, x="社区", y="事件")
st.segmented_control("周期", [7, 30, 90], default=30)
st.selectbox("镇街", ["济源路", "中心路"])
st.download_button("下载", "a,b\n1,2\n", "x.csv")
st.html(
    "<form method='post' action='/logout'>"
    f"<input type='hidden' name='csrf' value='{signin.csrf}'><button type='submit'>退出</button></form>"
)
